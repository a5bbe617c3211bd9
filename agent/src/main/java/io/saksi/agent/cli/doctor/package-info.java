/** {@code saksi doctor}. */
package io.saksi.agent.cli.doctor;
