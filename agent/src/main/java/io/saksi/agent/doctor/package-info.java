/**
 * What is not safe about an installation, with the remedy. A check is one small class in {@code
 * doctor.check}: what it finds out is given to it ({@link io.saksi.agent.doctor.Place}, {@link
 * io.saksi.agent.doctor.Cluster}), so that it can be shown a bad machine in a test; a new one is
 * one more line in {@link io.saksi.agent.doctor.Catalogue}.
 */
package io.saksi.agent.doctor;
