/** When the operator's programs are due on a node, from the replicated state. */
package io.saksi.core.hook;
