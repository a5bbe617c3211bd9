package io.saksi.fuzz;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A message of protobuf as a tree, without its schema: what has a length is taken for a message
 * where it reads as one. Written again it is the same, to the byte, if the writer was orderly.
 */
final class ProtoTree {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int FIXED32 = 5;
  private static final int DEEPEST = 40;

  private ProtoTree() {}

  /**
   * One field.
   *
   * @param number of a varint or a fixed field
   * @param bytes of a field with a length that is no message
   * @param message its fields, where it is one
   */
  record Field(int tag, int type, long number, ByteString bytes, Optional<List<Field>> message) {
    static Field varint(int tag, long number) {
      return new Field(tag, VARINT, number, ByteString.EMPTY, Optional.empty());
    }

    static Field bytes(int tag, byte[] bytes) {
      return new Field(tag, LENGTH, 0, ByteString.copyFrom(bytes), Optional.empty());
    }

    static Field message(int tag, List<Field> fields) {
      return new Field(tag, LENGTH, 0, ByteString.EMPTY, Optional.of(fields));
    }

    /** What stands behind its length. */
    byte[] content() {
      return message.map(ProtoTree::write).orElseGet(bytes::toByteArray);
    }

    Field tagged(int as) {
      return new Field(as, type, number, bytes, message);
    }
  }

  /** Empty if this is no message. The lists can be changed. */
  static Optional<List<Field>> parse(byte[] bytes) {
    return parse(bytes, 0);
  }

  private static Optional<List<Field>> parse(byte[] bytes, int depth) {
    Input in = new Input(bytes);
    List<Field> fields = new ArrayList<>();
    while (in.at < bytes.length) {
      long key = in.varint();
      int tag = (int) (key >>> 3);
      if (in.failed || tag < 1 || key >>> 3 > 10_000) {
        return Optional.empty();
      }
      switch ((int) key & 7) {
        case VARINT -> fields.add(Field.varint(tag, in.varint()));
        case FIXED64 -> fields.add(fixed(tag, FIXED64, in.fixed(8)));
        case FIXED32 -> fields.add(fixed(tag, FIXED32, in.fixed(4)));
        case LENGTH -> {
          byte[] content = in.take(in.varint());
          boolean goesOn = content.length > 0 && depth < DEEPEST;
          Optional<List<Field>> message = goesOn ? parse(content, depth + 1) : Optional.empty();
          fields.add(new Field(tag, LENGTH, 0, ByteString.copyFrom(content), message));
        }
        default -> in.failed = true;
      }
      if (in.failed) {
        return Optional.empty();
      }
    }
    return Optional.of(fields);
  }

  private static Field fixed(int tag, int type, long number) {
    return new Field(tag, type, number, ByteString.EMPTY, Optional.empty());
  }

  static byte[] write(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    fields.forEach(field -> write(out, field));
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Field field) {
    varint(out, ((long) field.tag << 3) | field.type);
    switch (field.type) {
      case VARINT -> varint(out, field.number);
      case FIXED64 -> fixed(out, field.number, 8);
      case FIXED32 -> fixed(out, field.number, 4);
      default -> {
        byte[] content = field.content();
        varint(out, content.length);
        out.writeBytes(content);
      }
    }
  }

  static void varint(ByteArrayOutputStream out, long number) {
    long left = number;
    while ((left & ~0x7FL) != 0) {
      out.write(((int) left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
  }

  private static void fixed(ByteArrayOutputStream out, long number, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (number >>> (8 * i)));
    }
  }

  private static final class Input {
    private final byte[] bytes;
    private int at;
    private boolean failed;

    Input(byte[] bytes) {
      this.bytes = bytes;
    }

    long varint() {
      long number = 0;
      for (int shift = 0; shift < 70; shift += 7) {
        if (at >= bytes.length) {
          break;
        }
        byte next = bytes[at++];
        number |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return number;
        }
      }
      failed = true;
      return 0;
    }

    long fixed(int size) {
      byte[] taken = take(size);
      long number = 0;
      for (int i = taken.length - 1; i >= 0; i--) {
        number = (number << 8) | (taken[i] & 0xFF);
      }
      return number;
    }

    byte[] take(long size) {
      if (failed || size < 0 || size > bytes.length - at) {
        failed = true;
        return new byte[0];
      }
      at += (int) size;
      return Arrays.copyOfRange(bytes, at - (int) size, at);
    }
  }
}
