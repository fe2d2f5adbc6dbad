package org.melange.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An S3 server on the loopback interface, in memory, that checks signatures: S3Proxy in a process
 * of its own, since its Jetty is not Spark's. Its jar is where Maven put it ({@code s3proxy.jar}).
 */
public final class S3Server implements AutoCloseable {

  /** The access key that it knows. */
  public static final String ACCESS_KEY = "loopback";

  /** The secret of {@link #ACCESS_KEY}. */
  public static final String SECRET_KEY = "loopback-secret";

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final URI endpoint;
  private final Path settings;
  private final Path log;
  private final S3Client client;
  private Process process;

  private S3Server(URI endpoint, Path settings, Path log) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.log = log;
    this.client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
            .build();
  }

  /** Starts a server that keeps objects in memory; its settings and log go to {@code folder}. */
  public static S3Server start(Path folder) throws IOException, InterruptedException {
    return start(folder, List.of("jclouds.provider=transient-nio2"));
  }

  /** Starts a server that keeps objects below {@code folder}, so that they survive a restart. */
  public static S3Server startOnDisk(Path folder) throws IOException, InterruptedException {
    Path objects = Files.createDirectories(folder.resolve("s3"));
    return start(
        folder,
        List.of("jclouds.provider=filesystem-nio2", "jclouds.filesystem.basedir=" + objects));
  }

  private static S3Server start(Path folder, List<String> provider)
      throws IOException, InterruptedException {
    URI endpoint = URI.create("http://127.0.0.1:" + freePort());
    Path settings = folder.resolve("s3proxy.properties");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.identity=none",
                "jclouds.credential=none"));
    lines.addAll(provider);
    Files.write(settings, lines);
    S3Server server = new S3Server(endpoint, settings, folder.resolve("s3proxy.log"));
    server.run();
    return server;
  }

  /** Starts the server's process, again after {@link #kill()}. */
  public void run() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                System.getProperty("s3proxy.jar"),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    await(process, endpoint, log);
  }

  /** Kills the server's process without warning. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Where clients connect to. */
  public URI endpoint() {
    return endpoint;
  }

  /** Hadoop's settings for it, with the credentials, as Spark's options. */
  public Map<String, String> sparkOptions() {
    Map<String, String> options = new TreeMap<>();
    options.put("spark.hadoop.fs.s3a.endpoint", endpoint.toString());
    options.put("spark.hadoop.fs.s3a.endpoint.region", "us-east-1");
    options.put("spark.hadoop.fs.s3a.path.style.access", "true");
    options.put("spark.hadoop.fs.s3a.access.key", ACCESS_KEY);
    options.put("spark.hadoop.fs.s3a.secret.key", SECRET_KEY);
    options.put("spark.hadoop.fs.s3a.attempts.maximum", "1");
    options.put("spark.hadoop.fs.s3a.retry.limit", "1");
    return options;
  }

  /** Makes a bucket. */
  public void makeBucket(String bucket) {
    client.createBucket(request -> request.bucket(bucket));
  }

  /** Copies all files below {@code folder} to keys that begin with {@code prefix}. */
  public void upload(Path folder, String bucket, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file ->
                  client.putObject(
                      request -> request.bucket(bucket).key(prefix + folder.relativize(file)),
                      RequestBody.fromFile(file)));
    }
  }

  /** All keys that begin with {@code prefix}, in order. */
  public List<String> keys(String bucket, String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  /** The content of an object. */
  public String text(String bucket, String key) {
    return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String();
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static void await(Process process, URI endpoint, Path log)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (process.isAlive() && Instant.now().isBefore(end)) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), 500);
        return;
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    process.destroy();
    throw new UncheckedIOException(
        new IOException("S3Proxy does not answer: " + Files.readString(log)));
  }
}
