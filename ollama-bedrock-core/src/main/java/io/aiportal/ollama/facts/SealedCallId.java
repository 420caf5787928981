package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import io.aiportal.ollama.internal.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what a model thought into the id of its first call, so that a client which keeps ids brings
 * it back to whichever gateway it asks next.
 *
 * <p>AES-GCM: nobody without the secret can read a capsule or make one, and one of another caller
 * or another model does not open. Such an id is far longer than Bedrock takes, and is never sent
 * there.
 */
public final class SealedCallId {

  /** What such an id begins with; none of Bedrock's own does. */
  private static final String PREFIX = "call_sealed_";

  /** Characters of an id at most: whatever a client does with ids, it does with all of it. */
  private static final int LONGEST = 64 << 10;

  /** Unpacked, in bytes: what was packed here was far less. */
  private static final int MOST_BYTES = 4 << 20;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String SIGNED = "s";
  private static final String REDACTED = "r";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /** Capsules that whoever knows the secret can open. */
  public SealedCallId(byte[] secret) {
    MessageDigest sha = Sha256.empty();
    sha.update("reasoning in ids of tool calls".getBytes(StandardCharsets.US_ASCII));
    this.key = new SecretKeySpec(sha.digest(secret), "AES");
  }

  /** What a capsule holds. */
  record Opened(String id, KeptReasoning reasoning) {}

  /**
   * An id that holds another one and what was thought.
   *
   * @param owner whose it is: only the same one opens it
   * @return the id itself, where the capsule would be too long
   */
  String seal(String id, KeptReasoning reasoning, String owner) {
    try {
      byte[] nonce = new byte[NONCE_BYTES];
      random.nextBytes(nonce);
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(pack(id, reasoning));
      byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
      String capsule = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
      return capsule.length() > LONGEST ? id : capsule;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-GCM", e);
    }
  }

  /** What an id holds; null if it is no capsule, a damaged one, or somebody else's. */
  @Nullable Opened open(String id, String owner) {
    if (!id.startsWith(PREFIX) || id.length() > LONGEST) {
      return null;
    }
    try {
      byte[] whole = Base64.getUrlDecoder().decode(id.substring(PREFIX.length()));
      byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
      return unpack(
          cipher(Cipher.DECRYPT_MODE, nonce, owner)
              .doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES));
    } catch (GeneralSecurityException | IllegalArgumentException | IOException notOurs) {
      return null;
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static byte[] pack(String id, KeptReasoning reasoning) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      write(out, id);
      write(out, reasoning.beforeText());
      write(out, reasoning.afterText());
    } catch (IOException e) {
      throw new IllegalStateException("memory takes whatever is written to it", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, List<ChatContent> blocks) throws IOException {
    out.writeInt(blocks.size());
    for (ChatContent block : blocks) {
      if (block instanceof ChatContent.RedactedReasoning redacted) {
        write(out, REDACTED);
        write(out, redacted.data());
      } else if (block instanceof ChatContent.ReasoningText text) {
        write(out, SIGNED);
        write(out, text.text());
        write(out, String.valueOf(text.signature()));
      }
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    write(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static Opened unpack(byte[] packed) throws IOException {
    byte[] bytes = new InflaterInputStream(new ByteArrayInputStream(packed)).readNBytes(MOST_BYTES);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String id = text(in);
    List<ChatContent> beforeText = blocks(in);
    return new Opened(id, new KeptReasoning(beforeText, blocks(in)));
  }

  private static List<ChatContent> blocks(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<ChatContent> blocks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      blocks.add(
          text(in).equals(REDACTED)
              ? new ChatContent.RedactedReasoning(bytes(in))
              : new ChatContent.ReasoningText(text(in), text(in)));
    }
    return blocks;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(Math.max(0, length));
    if (bytes.length != length) {
      throw new IOException("shorter than it says");
    }
    return bytes;
  }
}
