package io.saksi.core.model;

/**
 * One element of the list of sets in force. Its id is never used twice, so that a report "in force"
 * and a {@code ConfirmSet} name exactly the change that they answer.
 */
public record SyncEntry(long id, SyncSet set, Mode mode) {}
