// A file of the person's machine as a command takes it.

/** Without line breaks or a prefix. @throws DOMException when it cannot be read, e.g. a stick that was pulled out */
export function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
