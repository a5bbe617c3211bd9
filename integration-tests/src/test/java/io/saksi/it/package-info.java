/**
 * Stories on real processes: the distribution's guards, agents and router with real PostgreSQL, and
 * a client that checks every acknowledged row. As root everything is started as an ordinary user,
 * for PostgreSQL refuses root.
 */
package io.saksi.it;
