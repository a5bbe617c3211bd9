/** What runs beside each database node, and the command line. Entry points only. */
package io.saksi.agent;
