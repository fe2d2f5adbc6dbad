package org.melange.enrich.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.melange.enrich.budget.Money;
import org.melange.enrich.budget.Refusals;
import org.melange.enrich.chat.ChatReply;
import org.melange.enrich.chat.ChatReply.Answered;
import org.melange.enrich.chat.ChatReply.Exhausted;
import org.melange.enrich.chat.ChatReply.OverBudget;
import org.melange.enrich.chat.ChatReply.Rejected;
import org.melange.enrich.chat.Endpoint;
import org.melange.enrich.chat.Retries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks questions in batch files, which are cheaper and answered within a day. Restartable: a batch
 * is recorded before its submission until its answers are stored. After a crash, {@link #resume}
 * collects the recorded batches. Not thread-safe.
 */
public final class BatchModel {

  private static final Logger LOG = LoggerFactory.getLogger(BatchModel.class);

  private final String endpoint;
  private final BatchClient client;
  private final BatchLines lines;
  private final BatchJournal journal;
  private final BatchOptions options;
  private final Money money;
  private final Consumer<String> progress;
  private final Refusals refusals = new Refusals();
  private double spent;
  private long submitted;

  /** Largest ratio of real to estimated cost so far. */
  private double ratio = 1;

  /** A batch at the service: its entry, the keys of its questions, and its estimated cost. */
  private record Open(BatchEntry entry, Set<String> keys, double estimate) {}

  /**
   * Submits batches to {@code endpoint}.
   *
   * @param money prices of batches, and the budget
   * @param progress receives messages for the user
   */
  public BatchModel(
      Endpoint endpoint,
      Retries retries,
      BatchOptions options,
      Money money,
      BatchJournal journal,
      Consumer<String> progress) {
    this.endpoint = endpoint.base().toString();
    this.client = new BatchClient(endpoint, retries);
    this.lines = new BatchLines(endpoint);
    this.journal = journal;
    this.options = options;
    this.money = money;
    this.progress = progress;
  }

  /**
   * Collects the batches that earlier runs have submitted, and waits for those in progress. Call it
   * before planning what to ask. A batch is set aside as lost if the service reports that it does
   * not exist and does not list it either. Its questions must then be asked again.
   *
   * @return number of batches collected
   * @throws BatchException if the service cannot be reached, or a batch is at another endpoint
   */
  public int resume(BatchSink sink) {
    int batches = 0;
    for (BatchEntry entry : journal.open()) {
      batches += resume(entry, sink) ? 1 : 0;
    }
    return batches;
  }

  private boolean resume(BatchEntry entry, BatchSink sink) {
    if (!entry.endpoint().isEmpty() && !entry.endpoint().equals(endpoint)) {
      abandon(entry);
      return false;
    }
    Optional<String> id = entry.batchId().or(() -> client.find(entry.mark()).map(BatchStatus::id));
    if (id.isEmpty()) {
      // The run crashed before the submission.
      journal.remove(entry);
      return false;
    }
    return collected(entry.withId(id.get()), sink);
  }

  private void abandon(BatchEntry entry) {
    String batch = "batch " + entry.batchId().orElse(entry.mark()) + " of an earlier run";
    if (!options.abandon()) {
      throw new BatchException(
          batch
              + " was submitted to "
              + entry.endpoint()
              + ", and its answers may have been paid for; collect it with enrich.endpoint="
              + entry.endpoint()
              + ", or set it aside with enrich.batch.abandon-foreign=true");
    }
    journal.setAside(entry);
    report("WARNING: " + batch + " was submitted to another endpoint and is set aside");
  }

  /** Collects a batch; returns false if it is lost and set aside. */
  private boolean collected(BatchEntry entry, BatchSink sink) {
    try {
      collect(new Open(entry, new HashSet<>(), 0), sink);
      return true;
    } catch (BatchException e) {
      if (!e.notFound() || doubtful(entry)) {
        throw e;
      }
      sink.flush();
      journal.setAside(entry);
      report(
          "WARNING: the service no longer has batch %s or its files (%s): it is set aside"
              .formatted(entry.batchId().orElseThrow(), e.getMessage()));
      return false;
    }
  }

  /** Whether the service lists a batch that it does not find by its id. */
  private boolean doubtful(BatchEntry entry) {
    try {
      client.status(entry.batchId().orElseThrow());
      return false;
    } catch (BatchException e) {
      return !e.notFound() || client.find(entry.mark()).isPresent();
    }
  }

  /**
   * Asks all questions, with several batches in progress at a time, and waits for the replies. Each
   * question gets one reply.
   *
   * @throws IllegalStateException if batches of an earlier run have not been collected
   * @throws BatchException if the service cannot be reached any more
   */
  public void ask(Iterator<BatchQuestion> questions, BatchSink sink) {
    if (!journal.open().isEmpty()) {
      throw new IllegalStateException("batches of an earlier run have not been collected");
    }
    Deque<Open> open = new ArrayDeque<>();
    BatchQuestion next = questions.hasNext() ? questions.next() : null;
    while (next != null) {
      try (BatchFile file = new BatchFile()) {
        next = fill(file, next, questions, open);
        if (file.keys().isEmpty() && open.isEmpty()) {
          unasked(new OverBudget(), next, questions, sink);
          return;
        }
        if (!file.keys().isEmpty()) {
          open.add(submit(file));
        }
        if (file.keys().isEmpty() || open.size() >= options.maxOpen()) {
          collect(open.remove(), sink);
        }
      }
      if (next != null && !refusals.conclusion().isEmpty()) {
        unasked(new Exhausted(0, refusals.conclusion()), next, questions, sink);
        next = null;
      }
    }
    open.forEach(batch -> collect(batch, sink));
  }

  private void report(String line) {
    LOG.info(line);
    progress.accept(line);
  }

  /** Number of questions submitted by this object. */
  public long submitted() {
    return submitted;
  }

  /** US dollars spent on the batches collected by this object. */
  public double spent() {
    return spent;
  }

  /** Fills a file up to a limit; returns the first question that does not fit, or null. */
  private BatchQuestion fill(
      BatchFile file, BatchQuestion first, Iterator<BatchQuestion> questions, Deque<Open> open) {
    double reserved = open.stream().mapToDouble(Open::estimate).sum();
    BatchQuestion next = first;
    while (next != null && file.keys().size() < options.maxRequests()) {
      byte[] line = lines.question(next);
      double cost = money.cost(next.request().estimate());
      boolean fits = file.keys().isEmpty() || file.bytes() + line.length <= options.maxBytes();
      if (!fits || !money.allows(spent + (reserved + file.cost() + cost) * ratio)) {
        break;
      }
      file.add(next.key(), line, cost);
      next = questions.hasNext() ? questions.next() : null;
    }
    return next;
  }

  private static void unasked(
      ChatReply reply, BatchQuestion first, Iterator<BatchQuestion> others, BatchSink sink) {
    sink.accept(first.key(), reply);
    others.forEachRemaining(question -> sink.accept(question.key(), reply));
    sink.flush();
  }

  private Open submit(BatchFile file) {
    BatchEntry intent = new BatchEntry(UUID.randomUUID().toString(), Optional.empty(), endpoint);
    journal.write(intent);
    BatchStatus batch = client.create(client.upload(file.finish()), intent.mark());
    BatchEntry entry = intent.withId(batch.id());
    journal.write(entry);
    submitted += file.keys().size();
    report("batch " + batch.id() + ": " + file.keys().size() + " questions submitted");
    return new Open(entry, file.keys(), file.cost());
  }

  /** Waits for a batch and passes on its replies; a question without one is exhausted. */
  private void collect(Open batch, BatchSink sink) {
    BatchStatus status = await(batch.entry().batchId().orElseThrow());
    double before = spent;
    Set<String> received = new HashSet<>();
    for (String file : status.files()) {
      client.lines(file, text -> pass(lines.parse(text), batch, received, sink));
    }
    String why = "batch " + status.status() + (status.why().isEmpty() ? "" : ": " + status.why());
    batch.keys().stream()
        .filter(key -> !received.contains(key))
        .sorted()
        .forEach(key -> sink.accept(key, new Exhausted(1, why)));
    sink.flush();
    journal.remove(batch.entry());
    if (batch.estimate() > 0) {
      ratio = Math.max(ratio, (spent - before) / batch.estimate());
    }
    report("batch " + status.id() + ": " + received.size() + " replies collected");
  }

  private void pass(BatchLines.Line line, Open batch, Set<String> received, BatchSink sink) {
    if (line != null && received.add(line.key())) {
      if (line.reply() instanceof Answered answered) {
        spent += money.cost(answered.usage());
        refusals.answered();
      } else if (line.reply() instanceof Rejected rejected
          && rejected.concern() != ChatReply.Concern.QUESTION) {
        refusals.rejected(rejected.why());
      }
      sink.accept(line.key(), line.reply());
    }
  }

  private BatchStatus await(String id) {
    BatchStatus status = client.status(id);
    while (!status.ended()) {
      progress.accept(
          String.format(
              Locale.ROOT,
              "batch %s: %s, %d of %d",
              id,
              status.status(),
              status.done(),
              status.total()));
      try {
        Thread.sleep(options.poll().toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BatchException("interrupted while waiting for batch " + id);
      }
      status = client.status(id);
    }
    return status;
  }
}
