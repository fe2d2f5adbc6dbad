package org.melange.testing.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One connection: reads questions, and answers or fails. */
final class ChatHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChatService service;
  private final BatchService batches;
  private final ChatCounts counts;
  private boolean open;

  ChatHandler(ChatService service, BatchService batches, ChatCounts counts) {
    this.service = service;
    this.batches = batches;
    this.counts = counts;
  }

  /** The text of the user's message. */
  static String question(JsonNode request) {
    for (JsonNode message : request.path("messages")) {
      if (message.path("role").asText().equals("user")) {
        return message.path("content").asText();
      }
    }
    return "";
  }

  @Override
  protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest request)
      throws IOException {
    String path = request.uri();
    byte[] body = ByteBufUtil.getBytes(request.content());
    if (path.equals("/counts")) {
      send(connection, 200, ChatService.json(), counts.toJson());
    } else if (!service.knows(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
      String key = String.valueOf(request.headers().get(HttpHeaderNames.AUTHORIZATION));
      send(connection, 401, Map.of(), ChatService.error("invalid_api_key", "wrong key: " + key));
    } else if (path.equals("/v1/chat/completions")) {
      chat(connection, JSON.readTree(body));
    } else {
      BatchService.Reply reply =
          batches.handle(
              request.method().name(), path, request.headers().get("content-type"), body);
      if (reply.status() == 0) {
        reset(connection);
      } else {
        send(connection, reply.status(), ChatService.json(), reply.body());
      }
    }
  }

  private void chat(ChannelHandlerContext connection, JsonNode request) {
    String question = question(request);
    counts.asked(question);
    open = true;
    long now = System.nanoTime();
    ChatResponse response = service.respond(request);
    long tokens = ChatService.tokens(request, response);
    if (!service.limit().enter(now, tokens)) {
      counts.overLimit();
      Map<String, String> headers = rateHeaders();
      headers.put("retry-after", String.valueOf(service.limit().secondsToNext(now)));
      send(connection, 429, headers, ChatService.error("rate_limit_exceeded", "too many"));
      return;
    }
    counts.accepted(tokens);
    Fault fault = service.nextFault();
    long latency = service.options().latencyMillis() * (fault == Fault.SLOW ? 10 : 1);
    if (latency == 0) {
      finish(connection, request, response, fault);
    } else {
      connection
          .executor()
          .schedule(
              () -> finish(connection, request, response, fault), latency, TimeUnit.MILLISECONDS);
    }
  }

  private void finish(
      ChannelHandlerContext connection, JsonNode request, ChatResponse response, Fault fault) {
    String question = question(request);
    if (fault == null) {
      respond(connection, question, response);
      return;
    }
    switch (fault) {
      case SLOW -> respond(connection, question, response);
      case OUTSIDE -> answer(connection, question, service.outside(request).toString());
      case WRONG_USAGE -> answer(connection, question, service.wronglyCounted(request).toString());
      case HANG -> {}
      case RESET -> reset(connection);
      case RESET_AFTER -> {
        counts.lost(question);
        reset(connection);
      }
      case HALF -> {
        counts.lost(question);
        half(connection, service.answer(request).toString());
      }
      case BROKEN_JSON -> {
        counts.lost(question);
        send(connection, 200, ChatService.json(), "{\"choices\": [{\"mess");
      }
      default -> refuse(connection, fault);
    }
  }

  private void refuse(ChannelHandlerContext connection, Fault fault) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1));
    switch (fault) {
      case TOO_MANY -> send(connection, 429, Map.of(), ChatService.error("busy", "busy"));
      case TOO_MANY_SECONDS ->
          send(connection, 429, Map.of("retry-after", "1"), ChatService.error("busy", "busy"));
      case TOO_MANY_DATE ->
          send(connection, 429, Map.of("retry-after", date), ChatService.error("busy", "busy"));
      case UNAVAILABLE ->
          send(connection, 503, Map.of("retry-after", "1"), ChatService.error("down", "down"));
      default -> send(connection, 500, Map.of(), ChatService.error("oops", "oops"));
    }
  }

  private void respond(ChannelHandlerContext connection, String question, ChatResponse response) {
    if (response.status() == 200) {
      answer(connection, question, response.body().toString());
    } else {
      Map<String, String> headers = new HashMap<>(response.headers());
      headers.putAll(ChatService.json());
      send(connection, response.status(), headers, response.body().toString());
    }
  }

  private void answer(ChannelHandlerContext connection, String question, String body) {
    counts.answered(question);
    Map<String, String> headers = rateHeaders();
    headers.putAll(ChatService.json());
    send(connection, 200, headers, body);
  }

  private Map<String, String> rateHeaders() {
    Map<String, String> headers = new HashMap<>();
    if (service.limit().requests() > 0) {
      headers.put("x-ratelimit-limit-requests", String.valueOf(service.limit().requests()));
      headers.put("x-ratelimit-remaining-requests", String.valueOf(service.limit().left()));
      headers.put("x-ratelimit-reset-requests", service.options().windowMillis() + "ms");
    }
    return headers;
  }

  private void reset(ChannelHandlerContext connection) {
    ended();
    // Closing with nothing to linger for sends a reset.
    connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    connection.close();
  }

  private void half(ChannelHandlerContext connection, String body) {
    ended();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    connection.write(head);
    connection
        .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes, 0, bytes.length / 2)))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private void send(
      ChannelHandlerContext connection, int status, Map<String, String> headers, String body) {
    ended();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
    headers.forEach(response.headers()::set);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    connection.writeAndFlush(response);
  }

  private void ended() {
    if (open) {
      open = false;
      counts.ended();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext connection) {
    ended();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
    connection.close();
  }
}
