package io.saksi.agent.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection that takes too long. There is always one deadline, and only what is finished
 * sets it anew: a client that sends a byte now and then gains nothing by it.
 */
final class Patience extends ChannelInboundHandlerAdapter {
  private final HttpLimits limits;
  private final Seats seats;
  private Future<?> deadline;
  private boolean idle;

  Patience(HttpLimits limits, Seats seats) {
    this.limits = limits;
    this.seats = seats;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    seats.take(context.channel());
    closeIn(context, limits.request());
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    if (idle) {
      idle = false;
      closeIn(context, limits.request());
    }
    context.fireChannelRead(bytes);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    seats.leave(context.channel());
    deadline.cancel(false);
    context.fireChannelInactive();
  }

  /** The answer is taken; the next request may come. */
  void answered(ChannelHandlerContext context) {
    idle = true;
    seats.heard(context.channel());
    closeIn(context, limits.idle());
  }

  /** No further request is read. */
  void leaving(ChannelHandlerContext context) {
    idle = false;
    closeIn(context, limits.farewell());
  }

  private void closeIn(ChannelHandlerContext context, Duration time) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    deadline =
        context
            .channel()
            .eventLoop()
            .schedule(
                () -> Conversation.close(context.channel()),
                time.toMillis(),
                TimeUnit.MILLISECONDS);
  }
}
