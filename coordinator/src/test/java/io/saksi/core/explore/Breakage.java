package io.saksi.core.explore;

/** The core as it is, and known-bad ones; the exploration has to find each of these. */
enum Breakage {
  NONE,
  /** A standby that still streams is counted as revoked. */
  SKIP_REVOCATION,
  /** The lease is taken as run out while its holder's clock still runs. */
  SKIP_LEASE_WAIT,
  /** A node whose data went back in time is elected below the floor. */
  IGNORE_FLOOR,
  /** {@code |S| − k} members' positions are taken as enough. */
  ONE_MEMBER_TOO_FEW,
  /** Of several sets in force only the newest counts. */
  ONLY_THE_LAST_SET,
  /** A new set is confirmed before its members have flushed the marker. */
  CONFIRM_EARLY
}
