package org.melange.testing.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A service that speaks the protocol of OpenAI's chat completions and batches, on this machine. It
 * enforces its limits to the last request, fails on demand, and counts what it is asked. Answers
 * follow the schema of the question and are a function of it.
 *
 * <p>{@code GET /counts} tells the counts to other processes; {@link ChatServerMain} starts it as
 * one.
 */
public final class ChatServer implements AutoCloseable {

  private static final int LARGEST_REQUEST = 256 << 20;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ChatCounts counts = new ChatCounts();
  private final Channel channel;

  private ChatServer(ChatServerOptions options, Function<JsonNode, ChatResponse> script) {
    ChatService service = new ChatService(options, script, counts);
    BatchService batches = new BatchService(service);
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel connection) {
                    connection
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                        .addLast(new ChatHandler(service, batches, counts));
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", options.port()))
            .syncUninterruptibly()
            .channel();
  }

  /** A server that answers by schema. */
  public static ChatServer start(ChatServerOptions options) {
    return start(options, new SchemaAnswerer());
  }

  /**
   * A server that answers as {@code answerer} says.
   *
   * @param answerer from the body of a request to the content of the answer
   */
  public static ChatServer start(ChatServerOptions options, Function<JsonNode, String> answerer) {
    return scripted(
        options,
        request -> ChatResponse.of(ChatService.completion(request, answerer.apply(request))));
  }

  /**
   * A server that responds as {@code script} says, wherever no fault and no limit is in the way.
   *
   * @param script from the body of a request to the response
   */
  public static ChatServer scripted(
      ChatServerOptions options, Function<JsonNode, ChatResponse> script) {
    return new ChatServer(options, script);
  }

  /** The base URL, without {@code /chat/completions}. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + port() + "/v1");
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** What was asked so far. */
  public ChatCounts counts() {
    return counts;
  }

  /** Waits until the server is closed. */
  void join() {
    channel.closeFuture().syncUninterruptibly();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
