package org.melange.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/**
 * A client of the Hugging Face hub or a mirror of it. Not thread-safe.
 *
 * <p>The token is sent to the hub's own address only. Files are stored on other hosts, to which the
 * hub redirects with signed addresses.
 */
public final class Hub implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_LISTING = 64 << 20;

  private final URI address;
  private final CloseableHttpClient client;
  private final Downloader downloader;

  /**
   * @param address of the hub, without a path for models
   * @param token for gated models
   */
  public Hub(URI address, Optional<String> token) {
    this(address, token, FIRST_PAUSE);
  }

  /**
   * @param firstPause before the first retry; each next one is twice as long
   */
  Hub(URI address, Optional<String> token, Duration firstPause) {
    this.address = URI.create(address.toString().replaceAll("/+$", ""));
    this.client = WebClients.plain("melange");
    this.downloader = new Downloader(client, this.address, token, firstPause);
  }

  /**
   * The files of a model.
   *
   * @param commit the exact revision
   * @param files by name
   */
  public record Listing(String commit, Map<String, PublishedFile> files) {}

  /**
   * Lists a model's files.
   *
   * @param revision a branch, a tag or a commit
   * @throws HubException if there is no such model, or the hub does not answer
   */
  public Listing list(String model, String revision) throws HubException {
    byte[] answer =
        downloader.small(
            URI.create(address + "/api/models/" + model + "/revision/" + revision + "?blobs=true"),
            MOST_LISTING,
            "the model " + model + " at " + revision);
    try {
      return listing(JSON.readTree(new String(answer, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw HubException.lasting(address + " did not answer with a listing of " + model);
    }
  }

  private Listing listing(JsonNode model) throws IOException {
    String commit = model.path("sha").asText("");
    if (!commit.matches("[0-9a-f]{40}") || !model.path("siblings").isArray()) {
      throw new IOException("no commit or no files");
    }
    Map<String, PublishedFile> files = new TreeMap<>();
    for (JsonNode file : model.path("siblings")) {
      String name = file.path("rfilename").asText();
      files.put(
          name,
          new PublishedFile(
              name,
              file.path("lfs").path("size").asLong(file.path("size").asLong(-1)),
              checksum(file)));
    }
    return new Listing(commit, files);
  }

  private static Optional<Checksum> checksum(JsonNode file) {
    String sha256 = file.path("lfs").path("sha256").asText("");
    if (!sha256.isEmpty()) {
      return Optional.of(Checksum.sha256(sha256));
    }
    String blob = file.path("blobId").asText("");
    return blob.isEmpty() ? Optional.empty() : Optional.of(Checksum.gitBlob(blob));
  }

  /**
   * Downloads a file to {@code target}, which is either complete and checked or absent. Resumes
   * {@code target.part} of an earlier attempt.
   *
   * @param commit the exact revision
   * @param progress is called with the bytes so far and in total (-1: unknown)
   * @throws HubException if the file does not exist, cannot be downloaded, or is not the published
   *     one
   */
  public void fetch(String model, String commit, PublishedFile file, Path target, Progress progress)
      throws HubException {
    URI source = URI.create(address + "/" + model + "/resolve/" + commit + "/" + file.name());
    downloader.fetch(source, file, target, progress);
  }

  /** Listens to the progress of a download. */
  public interface Progress {
    /** {@code done} of {@code all} bytes were downloaded (-1: unknown). */
    void at(long done, long all);
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }
}
