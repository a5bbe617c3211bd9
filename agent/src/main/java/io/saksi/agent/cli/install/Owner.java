package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;

/** Writes for the user that the agent will run as: it reads only what is its own. */
final class Owner {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Optional<UserPrincipal> other;

  private Owner(Optional<UserPrincipal> other) {
    this.other = other;
  }

  /**
   * Root writes for somebody else; everybody else for himself.
   *
   * @throws CliFailure if there is no such user
   */
  static Owner of(String user) throws IOException {
    if (!System.getProperty("user.name", "").equals("root")) {
      return new Owner(Optional.empty());
    }
    try {
      return new Owner(
          Optional.of(
              Path.of("/")
                  .getFileSystem()
                  .getUserPrincipalLookupService()
                  .lookupPrincipalByName(user)));
    } catch (UserPrincipalNotFoundException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "there is no user '" + user + "' on this host",
          "Install PostgreSQL first, or name the user that it runs as with --user.");
    }
  }

  /** A directory that only he may enter; one that is there stays as it is. */
  Path directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory.toAbsolutePath().getParent());
      give(Files.createDirectory(directory, PRIVATE_DIRECTORY));
    }
    return directory;
  }

  /** A file that only he may read; complete, or as it was. */
  void secret(Path file, String content) throws IOException {
    write(file, content, PRIVATE);
  }

  /** A file that everybody may read. */
  void open(Path file, String content) throws IOException {
    write(file, content, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private void write(Path file, String content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PRIVATE));
    Files.writeString(fresh, content);
    Files.setPosixFilePermissions(fresh, permissions);
    give(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void give(Path file) throws IOException {
    if (other.isPresent()) {
      Files.getFileAttributeView(file, PosixFileAttributeView.class).setOwner(other.get());
    }
  }
}
