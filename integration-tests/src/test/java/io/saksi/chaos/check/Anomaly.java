package io.saksi.chaos.check;

/** What may not happen, whatever breaks. */
public enum Anomaly {
  /** A write was acknowledged, and is not there. */
  LOST_WRITE,
  /** One write, there twice: somebody repeated what had succeeded. */
  DOUBLED_WRITE,
  /** There is what nobody ever wrote. */
  PHANTOM_WRITE,
  /** A client's read lacks what the same client was acknowledged before it. */
  NOT_OWN_WRITE,
  /** A client's read lacks what an earlier read of the same client showed. */
  NOT_MONOTONIC,
  /** A read lacks what any client was acknowledged before the read began. */
  STALE_READ,
  /** The accounts' sum changed: part of a transfer was seen. */
  WRONG_SUM,
  /** The balances are not what the transfers that are there make of the first ones. */
  WRONG_BALANCE,
  /** A transaction does not see what it did itself. */
  INTERNAL,
  /** Two reads of one list of which neither is the other's beginning: histories that parted. */
  INCOMPATIBLE_ORDER,
  /** Adya's G0, write cycle: each of several writes overwrote the next one. */
  G0,
  /** Adya's G1a, aborted read: a read shows what was rolled back. */
  G1A,
  /** Adya's G1b, intermediate read: a read shows what its writer had not finished. */
  G1B,
  /** Adya's G1c, circular information flow: each transaction has something of the next one's. */
  G1C,
  /** Adya's G-single, read skew: a cycle with exactly one read that its successor overwrote. */
  G_SINGLE,
  /** Adya's G2, write skew and its kin: a cycle with several such reads. */
  G2,
  /** A write accepted by a deposed primary after its successor had accepted one. */
  TWO_PRIMARIES,
  /** Clients were not served again in time, though a majority was there and connected. */
  NO_SERVICE,
  /** Everything was healed, and the cluster did not become whole again by itself in time. */
  NOT_WHOLE,
  /** Who gave an order was not told what came of it, or something that is no end of an order. */
  ORDER_ASTRAY
}
