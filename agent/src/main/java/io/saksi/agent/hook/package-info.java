/** The operator's programs: found, checked, run within bounds, and what they were told kept. */
package io.saksi.agent.hook;
