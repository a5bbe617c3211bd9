/**
 * Clients that write and read all the time, and note what they saw with monotonic times. What they
 * cannot know stays unknown: the checker decides what that allows.
 */
package io.saksi.chaos.client;
