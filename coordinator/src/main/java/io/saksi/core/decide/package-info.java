/**
 * What the group does next, decided on the Raft leader. Checks turn facts into problems, one class
 * a problem ({@code decide.check}); the steps of a succession and the care for the sync set turn
 * them into commands.
 */
package io.saksi.core.decide;
