package org.melange.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the Hugging Face hub on the loopback interface: one model, its listing, and files that lie
 * with another host ({@code cdn}), to which the hub redirects. Can be told to fail.
 */
public final class HubServer implements AutoCloseable {

  /** The only revision, which {@code main} names too. */
  public static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final String model;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, byte[]> swapped = new TreeMap<>();
  private final Deque<Integer> failures = new ArrayDeque<>();
  private final Deque<Integer> cuts = new ArrayDeque<>();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final HttpServer hub = server();
  private final HttpServer cdn = server();
  private boolean knowsRanges = true;
  private boolean open = true;

  /** A hub with one empty model. */
  public HubServer(String model) throws IOException {
    this.model = model;
    hub.createContext("/", exchange -> handle("hub", exchange, this::hub));
    cdn.createContext("/", exchange -> handle("cdn", exchange, this::cdn));
  }

  private HttpServer server() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(workers);
    server.start();
    return server;
  }

  /** Where it is. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  /** Adds a file to the model. */
  public HubServer with(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  /** Sends {@code content} under the name of a file that is listed with another checksum. */
  public HubServer swap(String name, byte[] content) {
    swapped.put(name, content);
    return this;
  }

  /** Answers the next requests of the hub with these statuses. */
  public HubServer failing(Integer... statuses) {
    failures.addAll(Arrays.asList(statuses));
    return this;
  }

  /** Cuts the next downloads after so many bytes each. */
  public HubServer cutting(Integer... bytes) {
    cuts.addAll(Arrays.asList(bytes));
    return this;
  }

  /** Answers ranges with the whole file, as some mirrors do. */
  public HubServer withoutRanges() {
    knowsRanges = false;
    return this;
  }

  /** Answers nobody without the token {@code secret}. */
  public HubServer closed() {
    open = false;
    return this;
  }

  /** All requests: host, path, range, and whether a token was shown. */
  public List<String> log() {
    return List.copyOf(log);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void handle(String host, HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      log.add(
          host
              + " "
              + exchange.getRequestURI().getPath()
              + (range == null ? "" : " " + range)
              + (token == null ? "" : " token"));
      handler.handle(exchange);
    }
  }

  private void hub(HttpExchange exchange) throws IOException {
    Integer failure;
    synchronized (failures) {
      failure = failures.poll();
    }
    String path = exchange.getRequestURI().getPath();
    boolean allowed =
        open || "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
    if (failure != null) {
      exchange.sendResponseHeaders(failure, -1);
    } else if (!allowed) {
      exchange.sendResponseHeaders(401, -1);
    } else if (path.equals("/api/models/" + model + "/revision/main")
        || path.equals("/api/models/" + model + "/revision/" + COMMIT)) {
      send(exchange, 200, listing().getBytes(StandardCharsets.UTF_8));
    } else {
      String name = path.replaceFirst("^/" + model + "/resolve/[0-9a-f]{40}/", "");
      if (files.containsKey(name)) {
        exchange
            .getResponseHeaders()
            .set("Location", "http://127.0.0.1:" + cdn.getAddress().getPort() + "/" + name);
        exchange.sendResponseHeaders(302, -1);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void cdn(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    byte[] content = swapped.getOrDefault(name, files.get(name));
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    if (range != null && knowsRanges) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= content.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
    }
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    Integer cut;
    synchronized (cuts) {
      cut = cuts.poll();
    }
    if (cut == null || cut >= rest.length) {
      send(exchange, from > 0 ? 206 : 200, rest);
      return;
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
    exchange.getResponseBody().write(rest, 0, cut);
    exchange.getResponseBody().flush();
    throw new IOException("cut on purpose");
  }

  private static void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
  }

  /** Large files have a SHA-256, small ones git's name of their content. */
  private String listing() {
    StringBuilder siblings = new StringBuilder();
    files.forEach(
        (name, content) ->
            siblings
                .append(siblings.isEmpty() ? "" : ",")
                .append("{\"rfilename\":\"")
                .append(name)
                .append("\",\"size\":")
                .append(content.length)
                .append(
                    name.endsWith(".json")
                        ? ",\"blobId\":\"" + blob(content) + "\"}"
                        : ",\"blobId\":\"x\",\"lfs\":{\"sha256\":\""
                            + hex("SHA-256", content)
                            + "\",\"size\":"
                            + content.length
                            + "}}"));
    return "{\"id\":\"%s\",\"sha\":\"%s\",\"siblings\":[%s]}".formatted(model, COMMIT, siblings);
  }

  private static String blob(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(header, header.length + content.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    return hex("SHA-1", all);
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    cdn.stop(0);
    workers.shutdownNow();
  }
}
