package org.melange.tensor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A PyTorch checkpoint ({@code .bin}, {@code .pt}, {@code .ckpt}): a zip archive with a pickle that
 * describes the tensors ({@code data.pkl}) and one entry per storage ({@code data/0}, …). If the
 * pickle has a dictionary {@code state_dict}, as that of PyTorch Lightning has, its tensors are
 * read. No code in the pickle is executed: see {@link TorchUnpickler}. Thread-safe.
 */
public final class PickleCheckpoint implements TensorSource {

  /** A pickle of names and shapes has a few hundred kilobytes. A far larger one is an attack. */
  private static final long LONGEST_PICKLE = 256L << 20;

  /** The largest ratio that deflate can reach. */
  private static final long LARGEST_DEFLATE_RATIO = 1032;

  private static final String PICKLE = "data.pkl";
  private static final String STATE_DICT = "state_dict";

  private final Path file;
  private final ZipFile zip;
  private final String root;
  private final ByteOrder order;
  private final Map<String, TorchTensor> tensors;

  private PickleCheckpoint(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    ZipEntry pickle = findPickle();
    String name = pickle.getName();
    this.root = name.substring(0, name.length() - PICKLE.length());
    this.order = byteOrder();
    this.tensors = tensors(unpickle(pickle));
  }

  /**
   * Opens {@code file} and reads the description of its tensors. The tensors are read later.
   *
   * @throws WeightsException if it is not a PyTorch archive, is corrupt, or its pickle refers to
   *     anything but tensors and plain containers
   * @throws UncheckedIOException if it cannot be read
   */
  public static PickleCheckpoint open(Path file) {
    ZipFile zip = null;
    try {
      zip = new ZipFile(file.toFile());
      PickleCheckpoint checkpoint = new PickleCheckpoint(file, zip);
      zip = null;
      return checkpoint;
    } catch (ZipException | EOFException e) {
      throw new WeightsException(file, "no readable zip archive (is it truncated?)", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } finally {
      closeQuietly(zip);
    }
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  @Override
  public float[] read(String name) {
    TorchTensor tensor = tensor(name);
    TorchTensor.Storage storage = tensor.storage();
    ZipEntry entry = zip.getEntry(root + "data/" + storage.key());
    if (entry == null) {
      throw new WeightsException(
          file, "tensor %s: its storage data/%s is missing".formatted(name, storage.key()));
    }
    requireRoom(name, tensor, entry);
    try (InputStream in = zip.getInputStream(entry)) {
      int width = storage.type().bytes();
      in.skipNBytes(Math.multiplyExact(tensor.offset(), width));
      int bytes = Math.toIntExact(Math.multiplyExact(tensor.span(), width));
      byte[] content = in.readNBytes(bytes);
      if (content.length < bytes) {
        throw new EOFException();
      }
      return tensor.gather(storage.type().decode(ByteBuffer.wrap(content).order(order)));
    } catch (EOFException | ZipException e) {
      throw new WeightsException(
          file, "tensor %s: data/%s is too short".formatted(name, storage.key()), e);
    } catch (ArithmeticException e) {
      throw new WeightsException(file, "tensor " + name + ": larger than 2 GiB", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read tensor " + name + " of " + file, e);
    }
  }

  /** A view may repeat elements of its storage, so that a few bytes would need gigabytes. */
  private void requireRoom(String name, TorchTensor tensor, ZipEntry entry) {
    long needed =
        Math.multiplyExact(Tensor.elements(tensor.shape()), tensor.storage().type().bytes());
    long held = Math.min(entry.getSize(), LARGEST_DEFLATE_RATIO * file.toFile().length());
    if (needed > held) {
      throw new WeightsException(
          file,
          String.format(
              Locale.ROOT,
              "tensor %s: data/%s is too short: it holds %d bytes, the tensor's elements are %d",
              name,
              tensor.storage().key(),
              held,
              needed));
    }
  }

  @Override
  public void close() {
    closeQuietly(zip);
  }

  private TorchTensor tensor(String name) {
    TorchTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new WeightsException(file, "no tensor called " + name);
    }
    return tensor;
  }

  /** The archive has one top directory, named after the file that it was first saved as. */
  private ZipEntry findPickle() {
    return zip.stream()
        .filter(e -> e.getName().equals(PICKLE) || e.getName().endsWith("/" + PICKLE))
        .findFirst()
        .orElseThrow(
            () -> new WeightsException(file, "no PyTorch checkpoint: has no entry " + PICKLE));
  }

  private ByteOrder byteOrder() throws IOException {
    ZipEntry entry = zip.getEntry(root + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN; // archives without the entry were written by such machines
    }
    try (InputStream in = zip.getInputStream(entry)) {
      String order = new String(in.readNBytes(16), StandardCharsets.US_ASCII).strip();
      return order.equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }

  private Object unpickle(ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] pickle = in.readNBytes((int) LONGEST_PICKLE);
      return new TorchUnpickler().loads(pickle);
    } catch (TorchUnpickler.RefusedGlobalException e) {
      throw new WeightsException(
          file,
          "refused, because "
              + e.getMessage()
              + ", which is not needed to describe tensors; in PyTorch, load the checkpoint where"
              + " it is trusted and save its state_dict alone, best as safetensors",
          e);
    } catch (RuntimeException | IOException e) {
      // A pickle is a program for a stack machine: a corrupt one can fail in any way.
      throw new WeightsException(
          file, PICKLE + " is not a valid description of tensors: " + e.getMessage(), e);
    }
  }

  private Map<String, TorchTensor> tensors(Object pickled) {
    Object dictionary = pickled;
    if (pickled instanceof Map<?, ?> map && map.get(STATE_DICT) instanceof Map<?, ?> inner) {
      dictionary = inner;
    }
    Map<String, TorchTensor> found = new TreeMap<>();
    if (dictionary instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key instanceof String name && value instanceof TorchTensor tensor) {
              found.put(name, tensor);
            }
          });
    }
    if (found.isEmpty()) {
      throw new WeightsException(file, "holds no dictionary of named tensors");
    }
    return found;
  }

  private static void closeQuietly(ZipFile zip) {
    if (zip != null) {
      try {
        zip.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
