/**
 * Decides whether what clients saw may have happened. Pure: values in, violations out; no clock, no
 * I/O, nothing of Saksi. The rules for lists are those of Adya ("Weak Consistency: A Generalized
 * Theory", 1999), found as Elle finds them (Kingsbury and Alvaro, VLDB 2020): from what was read,
 * the order of versions; from that, dependencies; in those, cycles.
 */
package io.saksi.chaos.check;
