package io.saksi.fuzz;

import io.saksi.fuzz.ProtoTree.Field;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One field of one message, somewhere in the tree, becomes what its writer would not write. */
final class ProtoShape implements Shape {
  private static final int MOST_COPIES = 3_000;
  private static final int DEEPEST = 300;

  @Override
  public byte[] damaged(byte[] input, byte[] other, SplittableRandom random) {
    Optional<List<Field>> tree = ProtoTree.parse(input);
    if (tree.isEmpty() || tree.get().isEmpty() || random.nextInt(4) == 0) {
      return BYTES.damaged(input, other, random);
    }
    List<List<Field>> messages = new ArrayList<>();
    collect(tree.get(), messages);
    List<Field> one = messages.get(random.nextInt(messages.size()));
    int at = random.nextInt(one.size());
    switch (random.nextInt(12)) {
      case 0 -> one.remove(at);
      case 1 -> one.add(random.nextInt(one.size() + 1), one.get(at));
      case 2 -> one.addAll(Collections.nCopies(copies(random), one.get(at)));
      case 3 -> Collections.swap(one, at, random.nextInt(one.size()));
      case 4 -> one.set(at, one.get(at).tagged(random.nextInt(1, 64)));
      case 5 -> one.add(Field.varint(random.nextInt(1, 600), Interesting.number(random)));
      case 6 -> one.set(at, nested(one.get(at), random));
      case 7 -> one.set(at, retyped(one.get(at), random));
      case 8 -> spliced(one, at, other, random);
      case 9 -> {
        return lied(tree.get(), random);
      }
      default -> one.set(at, revalued(one.get(at), random));
    }
    return ProtoTree.write(tree.get());
  }

  private static int copies(SplittableRandom random) {
    return random.nextInt(4) == 0 ? MOST_COPIES : random.nextInt(1, 200);
  }

  /** Those that have a field to choose. */
  private static void collect(List<Field> fields, List<List<Field>> messages) {
    messages.add(fields);
    for (Field field : fields) {
      field.message().filter(inner -> !inner.isEmpty()).ifPresent(m -> collect(m, messages));
    }
  }

  private static Field revalued(Field field, SplittableRandom random) {
    return field.type() == ProtoTree.LENGTH
        ? Field.bytes(field.tag(), text(field, random))
        : new Field(
            field.tag(), field.type(), Interesting.number(random), field.bytes(), field.message());
  }

  private static byte[] text(Field field, SplittableRandom random) {
    byte[] content = field.content();
    return random.nextBoolean()
        ? Interesting.text(random)
        : BYTES.damaged(content, Interesting.text(random), random);
  }

  private static Field retyped(Field field, SplittableRandom random) {
    return field.type() == ProtoTree.VARINT
        ? Field.bytes(field.tag(), Interesting.text(random))
        : Field.varint(field.tag(), Interesting.number(random));
  }

  /** In itself: what is read by recursion meets its bound, or the end of the stack. */
  private static Field nested(Field field, SplittableRandom random) {
    Field all = field;
    for (int left = random.nextInt(1, DEEPEST); left > 0; left--) {
      all = Field.message(field.tag(), new ArrayList<>(List.of(all)));
    }
    return all;
  }

  private static void spliced(List<Field> one, int at, byte[] other, SplittableRandom random) {
    List<List<Field>> theirs = new ArrayList<>();
    ProtoTree.parse(other).filter(tree -> !tree.isEmpty()).ifPresent(t -> collect(t, theirs));
    if (!theirs.isEmpty()) {
      List<Field> from = theirs.get(random.nextInt(theirs.size()));
      Field taken = from.get(random.nextInt(from.size()));
      one.set(at, random.nextBoolean() ? taken : taken.tagged(one.get(at).tag()));
    }
  }

  /** The last field of the message says another length than it has; or a key takes ten bytes. */
  private static byte[] lied(List<Field> tree, SplittableRandom random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ProtoTree.write(tree));
    if (random.nextBoolean()) {
      ProtoTree.varint(out, ((long) random.nextInt(1, 64) << 3) | ProtoTree.LENGTH);
      ProtoTree.varint(out, Interesting.number(random));
    } else {
      int key = random.nextInt(1, 16) << 3;
      out.write(key | 0x80);
      for (int i = 0; i < random.nextInt(1, 12); i++) {
        out.write(0x80);
      }
      out.write(0);
      out.write(1);
    }
    out.writeBytes(Interesting.text(random));
    return out.toByteArray();
  }
}
