/** Faults in clusters of containers, with clients all the time and a checker over what they saw. */
package io.saksi.chaos;
