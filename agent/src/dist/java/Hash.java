import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The fingerprint of inputs. */
final class Hash {
  private final MessageDigest digest;

  Hash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Hash text(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  Hash file(Path file) throws IOException {
    return text(file.getFileName().toString()).bytes(Files.readAllBytes(file));
  }

  Hash bytes(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  String end() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
