package io.saksi.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: requests in, answers out, in order and one at a time. Whoever asks again without
 * taking the answers, sends a body, or something that is no request, is not asked what he means.
 */
final class Conversation extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final String METHODS = "GET, HEAD, OPTIONS";
  private static final Set<HttpMethod> READ_ONLY =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final Function<String, Answer> pages;
  private final Patience patience;
  private final Traffic traffic;
  private HttpRequest request;
  private boolean over;

  Conversation(Function<String, Answer> pages, Patience patience, Traffic traffic) {
    this.pages = pages;
    this.patience = patience;
    this.traffic = traffic;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (over) {
      return;
    }
    if (part.decoderResult().isFailure()) {
      refuse(context, refusal(part.decoderResult()));
      return;
    }
    if (part instanceof HttpRequest begun) {
      begin(context, begun);
    }
    if (!over && part instanceof HttpContent content) {
      if (content.content().isReadable()) {
        refuse(context, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
      } else if (content instanceof LastHttpContent && request != null) {
        answer(context, request);
        request = null;
      }
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest begun) {
    request = begun;
    if (!context.channel().isWritable()) {
      over = true;
      close(context.channel());
    } else if (!READ_ONLY.contains(begun.method())) {
      refuse(context, HttpResponseStatus.METHOD_NOT_ALLOWED);
    } else if (HttpUtil.isTransferEncodingChunked(begun)
        || HttpUtil.getContentLength(begun, 0L) > 0) {
      refuse(context, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    }
  }

  private void answer(ChannelHandlerContext context, HttpRequest asked) {
    Answer answer = page(asked.uri());
    boolean stays = HttpUtil.isKeepAlive(asked);
    boolean withBody = asked.method().equals(HttpMethod.GET);
    byte[] content = answer.bytes();
    ByteBuf body = withBody ? Unpooled.wrappedBuffer(content) : Unpooled.EMPTY_BUFFER;
    FullHttpResponse response =
        response(HttpResponseStatus.valueOf(answer.status()), body, answer.type());
    if (asked.method().equals(HttpMethod.HEAD)) {
      HttpUtil.setContentLength(response, content.length);
    }
    HttpUtil.setKeepAlive(response.headers(), asked.protocolVersion(), stays);
    traffic.answered();
    over = !stays;
    ChannelFuture written = context.writeAndFlush(response);
    written.addListener(done -> {
      if (done.isSuccess() && stays) {
        patience.answered(context);
      } else {
        close(context.channel());
      }
    });
  }

  /** A fault of ours is told as such; it is no reason for more to fail. */
  private Answer page(String uri) {
    try {
      return pages.apply(uri);
    } catch (RuntimeException e) {
      LOG.error("an HTTP request could not be answered", e);
      return Answer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR.code(), "a fault; see the log");
    }
  }

  private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body, String type) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    response.headers().set(HttpHeaderNames.ALLOW, METHODS);
    HttpUtil.setContentLength(response, body.readableBytes());
    return response;
  }

  /** What comes after it cannot be told from the rest of it: the connection ends. */
  private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
    over = true;
    traffic.refused();
    Answer words = Answer.text(status.code(), status.reasonPhrase());
    FullHttpResponse response =
        response(status, Unpooled.wrappedBuffer(words.bytes()), words.type());
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    patience.leaving(context);
    context
        .writeAndFlush(response)
        .addListener(_ -> {
          // A plain close would destroy the answer while the rest of the request still arrives.
          shutDownOutput(context.channel());
        });
  }

  private static HttpResponseStatus refusal(DecoderResult result) {
    return switch (result.cause()) {
      case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      case Throwable _ -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static void shutDownOutput(Channel channel) {
    if (channel.isActive()) {
      ((DuplexChannel) channel).shutdownOutput();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  static void close(Channel channel) {
    channel.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("HTTP client {}", context.channel().remoteAddress(), cause);
    over = true;
    close(context.channel());
  }
}
