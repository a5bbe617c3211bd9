/**
 * Virtual addresses: the read-write ones follow the open gate and the lease, the read-only ones the
 * Raft leader's broadcast. {@link io.saksi.agent.vip.VipDesk} decides nothing that {@code
 * core.plan.VipPlan} has not; {@link io.saksi.agent.vip.VipHands} and {@link
 * io.saksi.agent.vip.VipGuard} see to it that no address outlives a closed gate or a disarmed
 * guard.
 */
package io.saksi.agent.vip;
