/**
 * Who is who on the network: the cluster's certificate authority, the certificates that it issues,
 * and the keys that every connection is opened with. What an identity may do is not decided here.
 */
package io.saksi.agent.tls;
