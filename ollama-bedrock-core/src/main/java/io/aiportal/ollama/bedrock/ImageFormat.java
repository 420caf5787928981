package io.aiportal.ollama.bedrock;

/** The image formats that Bedrock reads. */
public enum ImageFormat {
  PNG("png"),
  JPEG("jpeg"),
  GIF("gif"),
  WEBP("webp");

  private final String value;

  ImageFormat(String value) {
    this.value = value;
  }

  /** The format's name on the wire. */
  public String value() {
    return value;
  }
}
