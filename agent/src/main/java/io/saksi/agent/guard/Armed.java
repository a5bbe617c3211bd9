package io.saksi.agent.guard;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;

/**
 * An order to kill PostgreSQL at the deadline.
 *
 * @param generation numbers the orders within one boot; the next order replaces this one as a whole
 */
public record Armed(Epoch epoch, Moment deadline, long generation) {}
