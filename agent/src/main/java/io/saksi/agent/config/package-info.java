/** What an operator tells an agent when starting it, checked before anything is touched. */
package io.saksi.agent.config;
