/**
 * Golden scenarios: what a whole cluster does in the stories that operators know, checked in line
 * by line, so that a change of behaviour is reviewed as a diff.
 */
package io.saksi.core.scenario;
