package org.melange.enrich.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.melange.enrich.budget.RateLimiter;
import org.melange.enrich.budget.RemoteRequestLimiter;
import org.melange.enrich.budget.TestLimits;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.testing.chat.ChatServerMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many answers a second come through client and limiter, against a server in a process of its
 * own: a JSON object on the last line. {@code ideal} is what the server's latency allows.
 */
@Command(name = "chat-throughput", mixinStandardHelpOptions = true)
public final class ChatThroughput implements Callable<Integer> {

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"choice\":{\"type\":\"string\",\"enum\":[\"1\",\"2\",\"none\"]}}}";

  @Option(names = "--latency-millis", description = "of the server")
  private int latencyMillis = 200;

  @Option(names = "--in-flight")
  private int inFlight = 64;

  @Option(names = "--seconds")
  private int seconds = 15;

  @Option(names = "--warm-up", description = "seconds before it counts")
  private int warmUp = 5;

  /** Measures and ends. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ChatThroughput()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                ChatServerMain.class.getName(),
                "--latency-millis",
                String.valueOf(latencyMillis))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      System.out.println(measure(URI.create(lines.readLine())));
    } finally {
      server.destroy();
    }
    return 0;
  }

  private ObjectNode measure(URI base) throws InterruptedException, IOException {
    RateLimiter budget = new RateLimiter(TestLimits.inFlight(inFlight));
    LongAdder answered = new LongAdder();
    LongAdder others = new LongAdder();
    try (RemoteRequestLimiter limiter = new RemoteRequestLimiter("throughput", budget);
        HttpChatModel model =
            new HttpChatModel(
                Endpoint.of(base, "tiny"),
                new Retries(6, Duration.ofMillis(500), Duration.ofSeconds(30)),
                limiter)) {
      Semaphore places = new Semaphore(2 * inFlight);
      long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUp);
      long end = start + TimeUnit.SECONDS.toNanos(seconds);
      int asked = 0;
      boolean counting = false;
      while (System.nanoTime() < end) {
        if (!counting && System.nanoTime() >= start) {
          counting = true;
          answered.reset();
        }
        if (places.tryAcquire(20, TimeUnit.MILLISECONDS)) {
          model
              .ask(new ChatRequest("Choose one", "question " + asked++, SCHEMA, 16, 24))
              .thenAccept(
                  reply -> {
                    (reply instanceof Answered ? answered : others).increment();
                    places.release();
                  });
        }
      }
      double rate = answered.sum() / (double) seconds;
      double ideal = 1000.0 * inFlight / latencyMillis;
      return JsonNodeFactory.instance
          .objectNode()
          .put("latency_ms", latencyMillis)
          .put("in_flight", inFlight)
          .put("seconds", seconds)
          .put("answers_per_second", rate)
          .put("ideal", ideal)
          .put("share_of_ideal", rate / ideal)
          .put("not_answered", others.sum())
          .put("most_in_flight", mostInFlight(base));
    }
  }

  private static int mostInFlight(URI base) throws IOException {
    try (InputStream counts = base.resolve("/counts").toURL().openStream()) {
      return new ObjectMapper().readTree(counts).path("most_in_flight").asInt();
    }
  }
}
