package io.saksi.agent.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How the subcommands are told where the database is. */
final class DatabaseOptions {
  private static final long MAX_PASSWORD_BYTES = 4_096;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--url",
      paramLabel = "JDBC-URL",
      description = "The database as a JDBC URL, several hosts possible; instead of --host etc.")
  private String url;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The router, the VIP or a server (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(names = "--port", defaultValue = "6432", description = "Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(names = "--user", description = "Default: the URL's, or postgres.")
  private String user;

  @Option(names = "--dbname", defaultValue = "postgres", description = "Default: ${DEFAULT-VALUE}.")
  private String dbname;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file that holds nothing but the password.")
  private Path passwordFile;

  Database database() {
    Properties properties = new Properties();
    if (user != null || url == null) {
      properties.setProperty("user", user == null ? "postgres" : user);
    }
    if (passwordFile != null) {
      properties.setProperty("password", password());
    }
    String hostInUrl = host.contains(":") ? "[" + host + "]" : host;
    try {
      return new Database(
          url == null ? "jdbc:postgresql://" + hostInUrl + ":" + port + "/" + dbname : url,
          properties);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private String password() {
    try {
      if (Files.size(passwordFile) > MAX_PASSWORD_BYTES) {
        throw new IOException("it is longer than " + MAX_PASSWORD_BYTES + " bytes");
      }
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "cannot read the password from " + passwordFile + ": " + e.getMessage(),
          e);
    }
  }
}
