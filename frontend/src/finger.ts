// SPDX-License-Identifier: Apache-2.0
// Draws what a finger, pen or mouse draws, and puts the line into the form as PNG. Without this the
// page takes a picture of the signature instead.

const pad = document.querySelector<HTMLElement>("[data-finger-pad]");
const canvas = pad?.querySelector("canvas");
const context = canvas?.getContext("2d");
const form = pad?.closest("form");
const drawn = form?.querySelector<HTMLInputElement>("input[name=drawn]");

if (pad && canvas && context && form && drawn) {
  const file = form.querySelector<HTMLElement>("[data-finger-file]");
  pad.hidden = false;
  if (file) file.hidden = true;
  context.lineWidth = 9;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.strokeStyle = "#14183c";
  let isDown = false;
  let isEmpty = true;

  // A page that comes back with something to be mended brings back what was drawn.
  if (drawn.value) {
    const before = new Image();
    before.addEventListener("load", () => {
      context.drawImage(before, 0, 0);
      isEmpty = false;
    });
    before.src = drawn.value;
  }

  const place = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    isEmpty = false;
    context.beginPath();
    context.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    context.lineTo(...place(event));
    context.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      isDown = false;
    });
  }
  pad.querySelector("[data-finger-clear]")?.addEventListener("click", () => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    isEmpty = true;
  });
  form.addEventListener("submit", (event) => {
    // What is drawn is lost with the page: what else is missing is asked for before.
    if (!form.reportValidity()) event.preventDefault();
    drawn.value = isEmpty ? "" : canvas.toDataURL("image/png");
  });
}
