package io.saksi.agent.hook;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The operator's programs on one node.
 *
 * @param directory with a directory for each point
 * @param timeout how long one program may take
 */
public record HookConfig(Path directory, Duration timeout) {}
