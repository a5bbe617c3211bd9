package io.saksi.agent.os;

import io.saksi.fuzz.Scratch;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.property.Draw;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the kernel says, and the file by which a postmaster is found. */
public final class OsTargets {
  private static final String STAT =
      "4711 (postgres) S 1 4711 4711 0 -1 4194560 3081 0 0 0 12 7 0 0 20 0 1 0 1234567 0 0\n";

  private OsTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.ofText("os.stat", Draw.of(STAT, STAT.replace("postgres", "a) (b c")))
            .shaped(Shape.text("(", ")", " ", "Z"))
            .refusesBy(OsException.class)
            .tried(in -> ProcessInfo.parse(new String(in, StandardCharsets.ISO_8859_1))),
        Target.of("os.netlink", netlink())
            .refusesBy(OsException.class)
            .tried(in -> Netlink.split(in).forEach(message -> HostAddresses.parse(message.body()))),
        lockFile());
  }

  /** Two addresses, as the kernel lists them. */
  private static Draw<byte[]> netlink() {
    return random -> {
      ByteBuffer all = ByteBuffer.allocate(200).order(ByteOrder.nativeOrder());
      for (int i = 0; i < 2; i++) {
        int begin = all.position();
        all.putInt(0).putShort((short) 20).putShort((short) 2).putInt(1).putInt(0);
        all.put((byte) 2).put((byte) 24).put((byte) 0x80).put((byte) 0).putInt(i + 1);
        all.putShort((short) 8).putShort((short) 1).putInt(random.nextInt());
        all.putShort((short) 8).putShort((short) 2).putInt(random.nextInt());
        all.putShort((short) 20).putShort((short) 6);
        all.putInt(-1).putInt(random.nextInt(100)).putInt(0).putInt(0);
        all.putShort((short) 8).putShort((short) 8).putInt(0x80);
        all.putInt(begin, all.position() - begin);
      }
      byte[] answer = new byte[all.position()];
      all.get(0, answer);
      return answer;
    };
  }

  private static Target lockFile() {
    Scratch scratch = new Scratch();
    return Target.ofText("os.postmaster", Draw.of("4194399\n/data\n1700000000\n5432\n/run\n*\n"))
        .forgiving()
        .costing(40)
        .shaped(Shape.text("-", "\n"))
        .tried(in -> Processes.postmaster(scratch.file("postmaster.pid", in).getParent()));
  }
}
