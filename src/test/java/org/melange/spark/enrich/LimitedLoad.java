package org.melange.spark.enrich;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.RateLimiter;
import org.melange.enrich.budget.TestLimits;
import org.melange.enrich.chat.ApiKey;
import org.melange.enrich.chat.ChatModel;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Cases;
import org.melange.enrich.chat.ChatRequest;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Retries;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * An application that asks a service as much as its limits let it, from all its executors, and says
 * on its last line what came of it. A process of its own.
 */
@Command(name = "limited-load", mixinStandardHelpOptions = true)
public final class LimitedLoad implements Callable<Integer> {

  /** As the model answers it: a choice. */
  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"choice\":{\"type\":\"string\",\"enum\":[\"1\",\"2\",\"none\"]}}}";

  @Option(names = "--endpoint", required = true)
  private URI endpoint;

  @Option(names = "--requests", description = "a minute; 0: no limit")
  private int requests;

  @Option(names = "--tokens", description = "a minute; 0: no limit")
  private long tokens;

  @Option(names = "--budget-usd", description = "at a dollar a token; 0: no limit")
  private double budgetUsd;

  @Option(names = "--in-flight")
  private int inFlight = 64;

  @Option(names = "--seconds", description = "how long; 0: until all questions are asked")
  private int seconds;

  @Option(names = "--questions", description = "of each task")
  private int questions = Integer.MAX_VALUE;

  @Option(names = "--tasks", description = "that ask at a time")
  private int tasks = 2;

  @Option(names = "--crash-after", description = "seconds after which one executor is killed")
  private int crashAfter;

  /** Runs the application on the Spark that the system properties describe. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LimitedLoad()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    try (SparkSession spark = SparkSession.builder().appName("limited load").getOrCreate()) {
      RateLimiter budget =
          LimiterDriver.running()
              .orElseThrow()
              .open(
                  TestLimits.with(inFlight)
                      .perMinute(requests, tokens)
                      .spending(new Money(budgetUsd, 1e6, 1e6))
                      .limits(),
                  ApiKey.NONE);
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      List<Integer> parts = IntStream.range(0, tasks).boxed().toList();
      List<String> outcomes =
          context
              .parallelize(parts, tasks)
              .mapPartitions(
                  new Load(Endpoint.of(endpoint, "tiny"), seconds, questions, inFlight, crashAfter))
              .collect();
      System.out.println(report(outcomes, budget));
    }
    return 0;
  }

  private static String report(List<String> outcomes, RateLimiter budget) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (String outcome : outcomes) {
      String[] parts = outcome.split("=");
      counts.merge(parts[0], Integer.valueOf(parts[1]), Integer::sum);
    }
    counts.forEach(report::put);
    return report
        .put(
            "executors",
            outcomes.stream().filter(o -> o.startsWith("executor ")).distinct().count())
        .put("sent", budget.state().sent())
        .put("in_flight", budget.state().inFlight())
        .toString();
  }

  /** Asks for so many seconds; gives {@code name=count}. */
  private static final class Load
      implements FlatMapFunction<Iterator<Integer>, String>, Serializable {
    private static final long serialVersionUID = 1L;

    private final Endpoint endpoint;
    private final int seconds;
    private final int questions;
    private final int atATime;
    private final int crashAfter;

    Load(Endpoint endpoint, int seconds, int questions, int atATime, int crashAfter) {
      this.endpoint = endpoint;
      this.seconds = seconds;
      this.questions = questions;
      this.atATime = atATime;
      this.crashAfter = crashAfter;
    }

    @Override
    public Iterator<String> call(Iterator<Integer> parts) throws InterruptedException {
      int part = parts.next();
      ChatModel model =
          LimiterExecutor.running()
              .orElseThrow()
              .model(endpoint, new Retries(6, Duration.ofMillis(500), Duration.ofSeconds(30)));
      String executor = org.apache.spark.SparkEnv.get().executorId();
      if (crashAfter > 0 && part == 0 && org.apache.spark.TaskContext.get().attemptNumber() == 0) {
        new Thread(() -> crash(crashAfter)).start();
      }
      AtomicIntegerArray kinds = new AtomicIntegerArray(4);
      AtomicInteger asked = new AtomicInteger();
      Semaphore places = new Semaphore(atATime);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      while (asked.get() < questions && (seconds == 0 || System.nanoTime() < end)) {
        if (places.tryAcquire(20, TimeUnit.MILLISECONDS)) {
          String question = executor + " " + part + " question " + asked.incrementAndGet();
          model
              .ask(new ChatRequest("Choose one", question, SCHEMA, 16, 24))
              .thenAccept(
                  reply -> {
                    kinds.incrementAndGet(kind(reply));
                    places.release();
                  });
        }
      }
      if (seconds == 0) {
        places.acquire(atATime);
      }
      List<String> counts = new ArrayList<>();
      counts.add("answered=" + kinds.get(0));
      counts.add("rejected=" + kinds.get(1));
      counts.add("exhausted=" + kinds.get(2));
      counts.add("over_budget=" + kinds.get(3));
      counts.add("executor " + executor + "=1");
      return counts.iterator();
    }

    private static void crash(int seconds) {
      try {
        Thread.sleep(seconds * 1000L);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(137);
    }

    private static int kind(ChatReply reply) {
      return reply.<Integer>fold(
          new Cases<>((Answered a) -> 0, rejected -> 1, exhausted -> 2, overBudget -> 3));
    }
  }
}
