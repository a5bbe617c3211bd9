package io.saksi.agent.postgres;

/** What the operations on one instance share. */
record Context(
    PostgresInstallation installation,
    InstanceConfig config,
    RunFiles run,
    Secrets secrets,
    DataDirectory directory,
    ServerFiles files,
    HbaFile hba,
    LocalSessions sessions,
    RejoinOptions options,
    RejoinWatch watch) {
  static Context of(
      PostgresInstallation installation,
      InstanceConfig config,
      RejoinOptions options,
      RejoinWatch watch)
      throws PostgresException {
    RunFiles run = new RunFiles(config.runDirectory());
    Secrets secrets = Secrets.read(config.secretFile());
    return new Context(
        installation,
        config,
        run,
        secrets,
        new DataDirectory(config.dataDirectory(), config.node()),
        new ServerFiles(installation, config, run),
        new HbaFile(config, run),
        new LocalSessions(config, secrets),
        options,
        watch);
  }
}
