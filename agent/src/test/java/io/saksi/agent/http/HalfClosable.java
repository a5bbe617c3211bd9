package io.saksi.agent.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;

/** A connection without a network, of which each half can be closed by itself, as TCP's can. */
final class HalfClosable extends EmbeddedChannel implements DuplexChannel {
  private boolean inputDown;
  private boolean outputDown;

  HalfClosable(ChannelHandler... handlers) {
    super(handlers);
  }

  @Override
  public boolean isInputShutdown() {
    return inputDown;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    inputDown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isOutputShutdown() {
    return outputDown;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputDown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isShutdown() {
    return inputDown && outputDown;
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    inputDown = true;
    outputDown = true;
    return promise.setSuccess();
  }
}
