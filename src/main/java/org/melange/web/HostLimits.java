package org.melange.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.melange.image.ImageError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether and when a request may be sent to a host. Requests to one host are spaced evenly
 * by the rate of the {@link WebPolicy}. While a host is paused, none is sent to it. Thread-safe.
 */
final class HostLimits {

  private static final Logger LOG = LoggerFactory.getLogger(HostLimits.class);

  /** From this number of hosts on, hosts without a limit in effect are forgotten. */
  static final int MANY = 10_000;

  private final boolean contact;
  private final long interval;
  private final Map<String, Host> hosts = new HashMap<>();

  HostLimits(WebPolicy policy) {
    contact = WikimediaPolicy.hasContact(policy.userAgent());
    interval = policy.requestsPerSecond() == 0 ? 0 : Math.round(1e9 / policy.requestsPerSecond());
  }

  /** Times of {@link System#nanoTime}. */
  private static final class Host {
    private long next;
    private long resumes;

    Host(long now) {
      next = now;
      resumes = now;
    }
  }

  /**
   * Checks that a host may be sent requests.
   *
   * @throws FetchException if it requires a contact that the user agent lacks
   */
  void check(String host) throws FetchException {
    if (!contact && WikimediaPolicy.coversHost(host)) {
      throw FetchException.of(
          ImageError.NO_CONTACT,
          host + " requires a contact in the user agent (images.http.user-agent)");
    }
  }

  /**
   * Waits until the next request to a host may be sent.
   *
   * @param end when the time of the request is over; time spent waiting for the rate is added to it
   * @return the nanoseconds spent waiting for the rate
   * @throws FetchException if the host is paused for longer
   */
  long await(String host, long end) throws FetchException {
    String name = host.toLowerCase(Locale.ROOT);
    long queued = 0;
    while (true) {
      long paused = pause(name);
      if (paused > 0 && paused > end + queued - System.nanoTime()) {
        throw FetchException.of(
            ImageError.UNREADABLE,
            host + " asked for a pause of another " + seconds(paused) + " s");
      }
      sleep(paused);
      long wait = reserve(name);
      sleep(wait);
      queued += wait;
      if (pause(name) == 0) {
        return queued;
      }
    }
  }

  /** Sends no request to {@code host} for {@code time}. */
  synchronized void pause(String host, Duration time) {
    long now = System.nanoTime();
    Host paused = host(host.toLowerCase(Locale.ROOT), now);
    long resumes = now + time.toNanos();
    if (resumes - paused.resumes > 0) {
      paused.resumes = resumes;
      paused.next = later(paused.next, resumes);
      LOG.info("{} asks for a pause of {} s", host, seconds(time.toNanos()));
    }
  }

  /** For how many nanoseconds {@code host} is paused. */
  private synchronized long pause(String host) {
    long now = System.nanoTime();
    return Math.max(0, host(host, now).resumes - now);
  }

  /** Reserves the next time for a request: that many nanoseconds from now. */
  private synchronized long reserve(String host) {
    long now = System.nanoTime();
    Host reserved = host(host, now);
    long time = later(reserved.next, now);
    reserved.next = time + interval;
    return time - now;
  }

  /** The number of hosts that are remembered. */
  synchronized int size() {
    return hosts.size();
  }

  private Host host(String name, long now) {
    if (hosts.size() >= MANY && !hosts.containsKey(name)) {
      hosts.values().removeIf(host -> host.next - now <= 0 && host.resumes - now <= 0);
    }
    return hosts.computeIfAbsent(name, unknown -> new Host(now));
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
  }

  /** Sleeps for {@code nanos}. */
  static void sleep(long nanos) throws FetchException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FetchException.of(ImageError.UNREADABLE, "interrupted");
    }
  }
}
