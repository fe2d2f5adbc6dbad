package org.melange.web;

/** Fetches files that are named by {@code http:} or {@code https:} addresses. Thread-safe. */
public interface Fetcher {

  /**
   * The content of a file.
   *
   * @throws FetchException if there is none to be had, or none that may be had; says why
   */
  byte[] fetch(String address) throws FetchException;
}
