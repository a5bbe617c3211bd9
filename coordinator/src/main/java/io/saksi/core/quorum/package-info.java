/** The arithmetic of who may be elected and what is known to be durable. */
package io.saksi.core.quorum;
