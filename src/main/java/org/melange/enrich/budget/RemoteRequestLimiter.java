package org.melange.enrich.budget;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.melange.enrich.budget.PermitService.Denial;
import org.melange.enrich.budget.PermitService.Request;
import org.melange.enrich.budget.PermitService.Response;
import org.melange.enrich.budget.PermitService.Settlement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limiter of one JVM: a queue of waiting requests, and a thread that requests permits for all
 * of them in one call and sends settlements along. No permits are held in reserve: one is requested
 * only when a request is ready to be sent, so a lost JVM loses only requests that it had sent.
 */
public final class RemoteRequestLimiter implements RequestLimiter, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteRequestLimiter.class);

  private static final int MAX_BATCH = 512;
  private static final long FAILURE_BACKOFF = 250_000_000L;

  private final String holder;
  private final PermitService permits;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private final List<Settlement> settled = new ArrayList<>();
  private final Thread thread;
  private long askAgainAt = System.nanoTime();
  private boolean closed;

  private record Waiting(Usage estimate, CompletableFuture<Admission> answer) {}

  /** A limiter that gets its permits from {@code permits} under the name {@code holder}. */
  public RemoteRequestLimiter(String holder, PermitService permits) {
    this.holder = holder;
    this.permits = permits;
    this.thread = new Thread(this::work, "melange-limiter-" + holder);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletableFuture<Admission> acquire(Usage estimate) {
    CompletableFuture<Admission> answer = new CompletableFuture<>();
    synchronized (this) {
      if (!closed) {
        queue.add(new Waiting(estimate, answer));
        notifyAll();
        return answer;
      }
    }
    answer.complete(new Admission.Unavailable("the limiter is closed"));
    return answer;
  }

  /** Rejects the waiting requests; pending settlements are still sent. */
  @Override
  public void close() {
    List<Waiting> rejected;
    synchronized (this) {
      closed = true;
      rejected = new ArrayList<>(queue);
      queue.clear();
      notifyAll();
    }
    rejected.forEach(w -> w.answer().complete(new Admission.Unavailable("the limiter is closed")));
  }

  private void work() {
    try {
      for (Request request = next(); request != null; request = next()) {
        send(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until there is something to send; null when the limiter is closed. */
  private synchronized Request next() throws InterruptedException {
    while (settled.isEmpty() && (queue.isEmpty() || delay() > 0)) {
      if (closed) {
        return null;
      }
      if (queue.isEmpty()) {
        wait();
      } else {
        wait(delay() / 1_000_000, (int) (delay() % 1_000_000));
      }
    }
    List<Usage> wanted = queue.stream().limit(MAX_BATCH).map(Waiting::estimate).toList();
    Request request = new Request(holder, List.copyOf(settled), wanted);
    settled.clear();
    return request;
  }

  private long delay() {
    return Math.max(0, askAgainAt - System.nanoTime());
  }

  private void send(Request request) {
    try {
      answer(request, permits.exchange(request));
    } catch (RuntimeException e) {
      LOG.debug("requesting permits failed", e);
      synchronized (this) {
        settled.addAll(0, request.settled());
        askAgainAt = System.nanoTime() + FAILURE_BACKOFF;
      }
      pauseAfterFailure();
    }
  }

  /** Without the pause, settlements would be sent again at once. */
  private static void pauseAfterFailure() {
    try {
      Thread.sleep(FAILURE_BACKOFF / 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Request request, Response response) {
    List<Waiting> first;
    synchronized (this) {
      askAgainAt = System.nanoTime() + response.waitNanos();
      int answered =
          response.denial() == Denial.WAIT ? response.permits().size() : request.wanted().size();
      first = new ArrayList<>();
      for (int i = 0; i < answered && !queue.isEmpty(); i++) {
        first.add(queue.poll());
      }
    }
    for (int i = 0; i < response.permits().size(); i++) {
      RemotePermit permit = new RemotePermit(response.permits().get(i));
      if (i >= first.size() || !first.get(i).answer().complete(new Admission.Granted(permit))) {
        permit.settle(new CallReport(CallReport.Status.UNSENT, Usage.NONE, Duration.ZERO));
      }
    }
    for (int i = response.permits().size(); i < first.size(); i++) {
      first.get(i).answer().complete(rejected(response));
    }
  }

  private static Admission rejected(Response response) {
    return response.denial() == Denial.OVER_BUDGET
        ? new Admission.OverBudget()
        : new Admission.Unavailable(response.why());
  }

  private final class RemotePermit implements Permit {
    private final long id;
    private final AtomicBoolean open = new AtomicBoolean(true);

    RemotePermit(long id) {
      this.id = id;
    }

    @Override
    public void settle(CallReport report) {
      if (open.getAndSet(false)) {
        synchronized (RemoteRequestLimiter.this) {
          settled.add(new Settlement(id, report));
          RemoteRequestLimiter.this.notifyAll();
        }
      }
    }
  }
}
