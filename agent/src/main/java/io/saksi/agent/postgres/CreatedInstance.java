package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;

/**
 * A new data directory.
 *
 * @param instance its own identity
 * @param systemIdentifier PostgreSQL's, which its clones share
 */
public record CreatedInstance(InstanceId instance, String systemIdentifier) {}
