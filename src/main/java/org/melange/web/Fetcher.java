package org.melange.web;

/** Fetches files from {@code http:} and {@code https:} addresses. Thread-safe. */
public interface Fetcher {

  /**
   * The content of a file.
   *
   * @throws FetchException if the file cannot be fetched or access to it is forbidden
   */
  byte[] fetch(String address) throws FetchException;
}
