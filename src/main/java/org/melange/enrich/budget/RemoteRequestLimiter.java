package org.melange.enrich.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.melange.enrich.budget.PermitService.Ask;
import org.melange.enrich.budget.PermitService.Grant;
import org.melange.enrich.budget.PermitService.Rest;
import org.melange.enrich.budget.PermitService.Settlement;

/**
 * The governor of one JVM: a line of waiting requests, and a thread that goes to the desk for all
 * of them at once and takes settled accounts along. Nothing is kept in store: leave is asked for
 * only when a request is ready to go, so a JVM that is lost takes nothing with it but what it had
 * sent.
 */
public final class RemoteRequestLimiter implements RequestLimiter, AutoCloseable {

  private static final int AT_ONCE = 512;
  private static final long AFTER_FAILURE = 250_000_000L;

  private final String holder;
  private final PermitService desk;
  private final Deque<Waiting> line = new ArrayDeque<>();
  private final List<Settlement> settled = new ArrayList<>();
  private final Thread thread;
  private long askAgainAt = System.nanoTime();
  private boolean closed;

  private record Waiting(Usage estimate, CompletableFuture<Admission> answer) {}

  /** A governor that goes to {@code desk} as {@code holder}. */
  public RemoteRequestLimiter(String holder, PermitService desk) {
    this.holder = holder;
    this.desk = desk;
    this.thread = new Thread(this::work, "melange-governor-" + holder);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public CompletableFuture<Admission> acquire(Usage estimate) {
    CompletableFuture<Admission> answer = new CompletableFuture<>();
    synchronized (this) {
      if (!closed) {
        line.add(new Waiting(estimate, answer));
        notifyAll();
        return answer;
      }
    }
    answer.complete(new Admission.Unavailable("the governor is closed"));
    return answer;
  }

  /** Turns away who waits; what is settled is still brought to the desk. */
  @Override
  public void close() {
    List<Waiting> turnedAway;
    synchronized (this) {
      closed = true;
      turnedAway = new ArrayList<>(line);
      line.clear();
      notifyAll();
    }
    turnedAway.forEach(w -> w.answer().complete(new Admission.Unavailable("closed")));
  }

  private void work() {
    try {
      for (Ask ask = next(); ask != null; ask = next()) {
        go(ask);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until there is something to go for; null when there is nothing more to come. */
  private synchronized Ask next() throws InterruptedException {
    while (settled.isEmpty() && (line.isEmpty() || early() > 0)) {
      if (closed) {
        return null;
      }
      if (line.isEmpty()) {
        wait();
      } else {
        wait(early() / 1_000_000, (int) (early() % 1_000_000));
      }
    }
    List<Usage> wanted = line.stream().limit(AT_ONCE).map(Waiting::estimate).toList();
    Ask ask = new Ask(holder, List.copyOf(settled), wanted);
    settled.clear();
    return ask;
  }

  private long early() {
    return Math.max(0, askAgainAt - System.nanoTime());
  }

  private void go(Ask ask) {
    try {
      answer(ask, desk.exchange(ask));
    } catch (RuntimeException e) {
      synchronized (this) {
        settled.addAll(0, ask.settled());
        askAgainAt = System.nanoTime() + AFTER_FAILURE;
      }
      pauseAfterFailure();
    }
  }

  /** Settlements would be brought again at once. */
  private static void pauseAfterFailure() {
    try {
      Thread.sleep(AFTER_FAILURE / 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Ask ask, Grant grant) {
    List<Waiting> first;
    synchronized (this) {
      askAgainAt = System.nanoTime() + grant.waitNanos();
      int answered = grant.rest() == Rest.WAIT ? grant.leases().size() : ask.wanted().size();
      first = new ArrayList<>();
      for (int i = 0; i < answered && !line.isEmpty(); i++) {
        first.add(line.poll());
      }
    }
    for (int i = 0; i < grant.leases().size(); i++) {
      Lease lease = new Lease(grant.leases().get(i));
      if (i >= first.size() || !first.get(i).answer().complete(new Admission.Granted(lease))) {
        lease.settle(
            new CallReport(CallReport.Verdict.UNSENT, Usage.NONE, java.time.Duration.ZERO));
      }
    }
    for (int i = grant.leases().size(); i < first.size(); i++) {
      first.get(i).answer().complete(turnedAway(grant));
    }
  }

  private static Admission turnedAway(Grant grant) {
    return grant.rest() == Rest.OVER_BUDGET
        ? new Admission.OverBudget()
        : new Admission.Unavailable(grant.why());
  }

  private final class Lease implements Permit {
    private final long id;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Lease(long id) {
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
