/** Seeded property tests: values are drawn from a seed, and a law has to hold for each. */
package io.saksi.property;
