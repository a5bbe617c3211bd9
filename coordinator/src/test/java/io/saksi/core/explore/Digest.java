package io.saksi.core.explore;

import java.util.List;

/**
 * A key in 128 bits, so that millions fit in memory. Two independent mixes of the elements' hashes;
 * the elements' own 32 bits are taken many at a time, which makes a collision unlikely, not
 * impossible: one would hide a state, never invent a breach.
 */
record Digest(long high, long low) {
  static Digest of(List<Object> key) {
    long high = 0x9E3779B97F4A7C15L;
    long low = 0xC2B2AE3D27D4EB4FL;
    for (Object element : key) {
      int hash = element.hashCode();
      high = mix(high ^ hash, 0xBF58476D1CE4E5B9L);
      low = mix(low + hash, 0x94D049BB133111EBL);
    }
    return new Digest(high, low);
  }

  private static long mix(long value, long factor) {
    long mixed = (value ^ (value >>> 30)) * factor;
    return mixed ^ (mixed >>> 27);
  }
}
