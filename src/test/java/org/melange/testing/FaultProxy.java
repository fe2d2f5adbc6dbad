package org.melange.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * A TCP proxy on the loopback interface between an HTTP client and its server. Each connection may
 * get a fault: a plan maps its number, from 0, to a {@link Fault}.
 */
public final class FaultProxy implements AutoCloseable {

  /** What happens to a connection. */
  public enum Fault {
    /** Bytes pass in both directions. */
    NONE,
    /** S3's answer to a client that sends too many requests: 503, code {@code SlowDown}. */
    SLOW_DOWN,
    /** The connection closes when the request arrives, before the server sees it. */
    REFUSE,
    /**
     * The server receives the request; the connection closes behind the first bytes of the body.
     */
    TRUNCATE_RESPONSE,
    /**
     * The server receives and executes the request; the client receives no byte of the response.
     */
    LOSE_RESPONSE
  }

  private static final int BODY_BYTES = 8;
  private static final int MAX_HEADER = 64 << 10;

  private static final String SLOW_DOWN_BODY =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
          + "<Message>Please reduce your request rate.</Message></Error>";

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final IntFunction<Fault> plan;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  private FaultProxy(ServerSocket server, URI target, IntFunction<Fault> plan) {
    this.server = server;
    this.target = new InetSocketAddress(target.getHost(), target.getPort());
    this.plan = plan;
  }

  /**
   * Starts a proxy on a free port.
   *
   * @param target the server's address
   * @param plan the fault of each connection, by its number
   */
  public static FaultProxy start(URI target, IntFunction<Fault> plan) throws IOException {
    FaultProxy proxy =
        new FaultProxy(new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1")), target, plan);
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** The address that clients use. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** How many connections had a fault so far. */
  public int faults() {
    return faults.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Fault fault = plan.apply(connections.getAndIncrement());
        if (fault != Fault.NONE) {
          faults.incrementAndGet();
        }
        threads.execute(() -> serve(client, fault));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client, Fault fault) {
    try (client) {
      switch (fault) {
        case REFUSE -> client.getInputStream().read();
        case SLOW_DOWN -> slowDown(client);
        default -> forward(client, fault);
      }
    } catch (IOException e) {
      // The other side is gone: so is this connection.
    } finally {
      open.remove(client);
    }
  }

  private static void slowDown(Socket client) throws IOException {
    byte[] body = SLOW_DOWN_BODY.getBytes(StandardCharsets.UTF_8);
    String header =
        "HTTP/1.1 503 Slow Down\r\n"
            + "Content-Type: application/xml\r\n"
            + "Connection: close\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    header(client.getInputStream());
    OutputStream out = client.getOutputStream();
    out.write(header.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  /** The header of a message, with the empty line that ends it. */
  private static byte[] header(InputStream in) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    for (int ends = 0; ends < 4 && header.size() < MAX_HEADER; ) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      header.write(next);
      ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
    }
    return header.toByteArray();
  }

  private void forward(Socket client, Fault fault) throws IOException {
    try (Socket upstream = new Socket()) {
      open.add(upstream);
      upstream.connect(target);
      threads.execute(() -> copyRequests(client, upstream));
      copyResponses(upstream, client, fault);
      open.remove(upstream);
    }
  }

  private static void copyRequests(Socket client, Socket upstream) {
    try {
      client.getInputStream().transferTo(upstream.getOutputStream());
      upstream.shutdownOutput();
    } catch (IOException e) {
      // The responses end, too, and close both sides.
    }
  }

  private static void copyResponses(Socket upstream, Socket client, Fault fault)
      throws IOException {
    InputStream in = upstream.getInputStream();
    switch (fault) {
      case LOSE_RESPONSE -> in.read();
      case TRUNCATE_RESPONSE -> {
        client.getOutputStream().write(header(in));
        client.getOutputStream().write(in.readNBytes(BODY_BYTES));
      }
      default -> in.transferTo(client.getOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Closeable socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
