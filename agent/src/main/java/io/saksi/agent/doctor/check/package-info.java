/** One class per thing that may be wrong. */
package io.saksi.agent.doctor.check;
