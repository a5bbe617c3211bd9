import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Class files of Java 5 have no stack maps: the JVM verifies them the old, slow way, and keeps them
 * out of AOT caches. picocli is compiled so, and loading it took half the time of {@code saksi
 * --help}. The same code in the format of Java 8 does not have that problem.
 */
final class ModernClasses {
  private static final int FIRST_WITH_STACK_MAPS = 50;
  private static final int JAVA_8 = 52;
  private static final int MAJOR_VERSION_AT = 7;

  /** The Apache License asks that changed files say so. */
  private static final String NOTICE =
      "Changed by Saksi's build: classes in the format of Java 5 are in that of Java 8 here, with"
          + " stack maps. Their code is as it was.\n";

  private ModernClasses() {}

  /** Whether the first class in {@code jar} is of the old format. */
  static boolean isOld(Path jar) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (isClass(entry)) {
          return in.readNBytes(MAJOR_VERSION_AT + 1)[MAJOR_VERSION_AT] < FIRST_WITH_STACK_MAPS;
        }
      }
    }
    return false;
  }

  /** The jar with its classes in the newer format, entry by entry, time stamps kept. */
  static byte[] modernized(Path jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        byte[] content = in.readAllBytes();
        out.write(
            isClass(entry) && content[MAJOR_VERSION_AT] < FIRST_WITH_STACK_MAPS
                ? modernClass(content)
                : content);
      }
      ZipEntry notice = new ZipEntry("META-INF/CHANGED.txt");
      notice.setTime(0);
      out.putNextEntry(notice);
      out.write(NOTICE.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static boolean isClass(ZipEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().contains("META-INF");
  }

  private static byte[] modernClass(byte[] content) {
    ClassFile format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
    ClassTransform version =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(JAVA_8, 0) : element);
    ClassTransform bodies =
        ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element));
    return format.transformClass(format.parse(content), version.andThen(bodies));
  }
}
